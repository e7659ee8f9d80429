// Answers, with the real @codemirror/state, what each change of a case becomes. Reads cases as JSON lines on stdin:
// {doc, a, b, c}: edits [from, to, insert] in UTF-16 units; a and b start at doc, c at what a makes of it.
// Writes one JSON line of results for each. The folder with the package is the first argument.
const path = require("path");
const { ChangeSet, Text, MapMode } = require(require.resolve("@codemirror/state", { paths: [path.resolve(process.argv[2])] }));

const text = (s) => Text.of(s.split("\n"));
const made = (edits, length) =>
  ChangeSet.of(edits.map(([from, to, insert]) => ({ from, to, insert: text(insert) })), length);
const modes = [MapMode.Simple, MapMode.TrackDel, MapMode.TrackBefore, MapMode.TrackAfter];
const positions = (set) => {
  const out = [];
  for (let pos = 0; pos <= set.length; pos++)
    for (const assoc of [-1, 1]) for (const mode of modes) out.push(set.mapPos(pos, assoc, mode));
  return out;
};
const ranges = (set, individual) => {
  const out = [];
  set.iterChanges((fromA, toA, fromB, toB, insert) => out.push([fromA, toA, fromB, toB, insert.toString()]), individual);
  return out;
};

const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
const answers = lines.map((line) => {
  const { doc: source, a: editsA, b: editsB, c: editsC } = JSON.parse(line);
  const doc = text(source);
  const a = made(editsA, doc.length), b = made(editsB, doc.length), c = made(editsC, a.newLength);
  const ac = a.compose(c), cb = c.map(b.map(a));
  const abBefore = a.map(b, true);
  const answer = {
    a: a.toJSON(), b: b.toJSON(), c: c.toJSON(),
    ab: a.map(b).toJSON(), abBefore: abBefore.toJSON(), ba: b.map(a).toJSON(),
    ac: ac.toJSON(), acb: ac.map(b).toJSON(), acbBefore: ac.map(b, true).toJSON(), bac: b.map(ac).toJSON(),
    cb: cb.toJSON(), merged: b.compose(abBefore).compose(cb).toJSON(),
    undo: a.invert(doc).toJSON(), undoAc: ac.invert(doc).toJSON(),
    undoLate: a.invert(doc).map(c).toJSON(),
    applied: a.apply(doc).toString(), appliedAc: ac.apply(doc).toString(),
    positions: positions(a), positionsAc: positions(ac), ranges: ranges(a, false), rangesAc: ranges(ac, true),
  };
  return JSON.stringify(answer);
});
process.stdout.write(answers.join("\n") + "\n");
