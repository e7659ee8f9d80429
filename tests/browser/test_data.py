"""From a dropped file to a chart asked for in words, a report with linked numbers, and a newer file that changes them.

With the embedded model's own path: rules read the words, so nothing has to be fetched.
"""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from .conftest import desk
from .test_journeys import ask

pytestmark = pytest.mark.browser

PLACES = (("Berlin", "Tea"), ("Paris", "Coffee"), ("Rome", "Tea"))
ROWS = [
    f"2025-{month:02}-{5 + 7 * at:02},{city},{product},{3 + (month * (at + 2)) % 11},{40 + 13 * month + 29 * at}.5"
    for month in range(1, 13)
    for at, (city, product) in enumerate(PLACES)
]
SALES = "date,city,product,units,revenue\n" + "\n".join(ROWS) + "\n2025-12-30,Paris,Juice,,61\n"
NEWER = SALES + "2025-12-31,Berlin,Tea,90,9000\n"
DROP = """([name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type: 'text/csv' }));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


async def test_from_csv_to_chart_to_linked_sentence_to_changed_data(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, None) as (page, _):
        await page.evaluate(DROP, ["sales.csv", SALES])
        data = page.get_by_role("region", name="Data", exact=True)
        await expect(data.get_by_role("tab", name="Columns")).to_have_attribute("aria-selected", "true")
        await expect(data).to_contain_text("37 rows and 5 columns.")
        await expect(data).to_contain_text("mostly “Tea”")

        await data.get_by_role("tab", name="Table").click()
        grid = data.get_by_role("grid")
        await expect(grid).to_have_attribute("aria-rowcount", "38")
        await grid.get_by_role("button", name="revenue").click()
        await grid.get_by_role("button", name="revenue").click()
        await expect(grid.get_by_role("row").nth(1)).to_contain_text("254.5")

        await ask(page, "Show revenue by month")
        await expect(page.get_by_text("I took total of “revenue”.")).to_be_visible()
        await data.get_by_role("tab", name="Charts").click()
        card = data.get_by_role("article", name="Total revenue by month")
        await expect(card.locator("svg path").first).to_be_attached()
        await expect(card.get_by_role("img", name="Line chart of revenue by month, 12 values.")).to_be_visible()
        await card.get_by_text("The query that made it").click()
        await expect(card.locator("pre")).to_contain_text("sum(revenue) AS revenue")
        await card.get_by_role("button", name="Show the numbers").click()
        await expect(card.get_by_role("table")).to_contain_text("2025-12-01")
        await card.get_by_role("button", name="Show the chart").click()

        await ask(page, "profit by region")
        await expect(page.get_by_text("I found no column for “profit”, “region”.", exact=False)).to_be_visible()

        await data.get_by_role("tab", name="SQL").click()
        query = data.get_by_role("textbox", name="Query in SQL")
        await query.fill("SELECT * FROM read_csv('/etc/passwd')")
        await query.press("Control+Enter")
        await expect(data.get_by_role("alert")).to_contain_text("a query may read the table “data” and nothing else")

        await data.get_by_role("button", name="Write a report").click()
        text = page.get_by_role("textbox", name="Report on sales.csv")
        await expect(text).to_contain_text("has the most revenue")
        number = page.locator('.cv-link[data-address^="#data/"]', has_text="Rome").first
        await number.click()
        source = page.get_by_role("dialog", name="Where this number is from")
        await expect(source).to_contain_text("The data says the same now.")
        await page.keyboard.press("Escape")

        await page.get_by_role("tablist", name="Pages").get_by_role("tab", name="sales.csv", exact=True).click()
        await data.get_by_label("Newer file").set_input_files(
            {"name": "sales.csv", "mimeType": "text/csv", "buffer": NEWER.encode()}
        )
        await expect(data).to_contain_text("38 rows · file 2")
        await page.get_by_role("tablist", name="Pages").get_by_role("tab", name="Report on sales.csv").click()
        await expect(page.get_by_text("numbers are no longer what the data says.")).to_be_visible()
        await expect(number).to_have_css("text-decoration-style", "wavy")
        await number.click()
        await expect(source).to_contain_text("The text says Rome; the data now says Berlin.")
        await source.get_by_role("button", name="Change it to Berlin").click()
        await expect(page.locator('.cv-link[data-address^="#data/"]', has_text="Berlin").first).to_be_visible()
        await page.get_by_role("button", name="Update all").click()
        await expect(page.get_by_text("numbers are no longer what the data says.")).to_have_count(0)
