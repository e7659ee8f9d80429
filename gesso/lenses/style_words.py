"""Words that the rules of the Style lens know."""

BE = ("am", "is", "are", "was", "were", "be", "been", "being", "gets", "got", "isn't", "aren't", "wasn't", "weren't")

_FILLERS = """
    very really just quite rather basically actually literally simply somewhat totally definitely certainly perhaps
    kind_of sort_of in_order_to a_bit a_little_bit of_course in_fact the_fact_that at_the_end_of_the_day
    as_a_matter_of_fact
"""
FILLERS = frozenset(each.replace("_", " ") for each in _FILLERS.split())

_NO_ADVERBS = """
    only early daily weekly monthly yearly hourly likely unlikely lovely friendly ugly lonely silly elderly costly
    deadly lively holy jolly ally rally apply supply reply imply comply multiply fly bully belly jelly folly july italy
    assembly anomaly homely orderly cowardly curly burly wily oily hilly chilly melancholy lily fully ply sly worldly
    heavenly earthly motherly fatherly brotherly sisterly leisurely timely scholarly really simply actually basically
    literally totally definitely certainly rely underbelly billy sally molly emily kelly polly holly family
"""
NO_ADVERBS = frozenset(_NO_ADVERBS.split())
"""Words in -ly that are none, or are fillers already."""

_PARTICIPLES = """
    done made given taken seen known written built found held kept left lost sent told thought brought bought caught
    taught paid said sold shown drawn driven broken chosen spoken stolen frozen hidden forgotten beaten eaten fallen
    grown thrown blown flown torn worn sworn born put cut set shut hurt hit read led fed met won begun sung drunk lit
    understood withdrawn overthrown undertaken laid struck hung dug shot spent meant
"""
PARTICIPLES = frozenset(_PARTICIPLES.split())

_NO_PARTICIPLES = """
    need indeed tired excited interested bored worried pleased delighted surprised scared ashamed amazed annoyed
    confused satisfied supposed used married wicked naked sacred hundred united crowded aged beloved gifted
    sophisticated complicated talented detailed limited relaxed determined experienced advanced
"""
NO_PARTICIPLES = frozenset(_NO_PARTICIPLES.split())
"""Words in -ed that say how something is, not what is done to it."""

_TOO_COMMON = """
    about above after again against along although among another around because before being below between could does
    doing during every first having here himself herself itself might never other others ought ourselves should since
    something still their theirs themselves there these they thing things this those though through together towards
    under until where whether which while whose without would yourself yours always anything everything nothing
    someone anyone everyone really almost already asked going think thought
"""
TOO_COMMON = frozenset(_TOO_COMMON.split())
"""Words that come back without anybody noticing."""
