"""What is wrong with a page that is drawn: exceptions, things cut off or sticking out, and what axe finds."""

from typing import Any

# Rule of axe and what it is about -> why it is let be. Only what Streamlit draws and no page can reach.
LET_BE: dict[tuple[str, str], str] = {}
GRAVE = ("serious", "critical")
ALSO = ("heading-order",)  # rules of less weight that pages keep all the same

# Streamlit's page asks for these beside the page's address first, and then at the root, where they are.
ASKED_TWICE = ("/_stcore/health", "/_stcore/host-config")

AGAIN = 700  # milliseconds
LAYOUT = """() => {
  const found = [], body = document.querySelector('[data-testid="stMainBlockContainer"]');
  const width = document.documentElement.clientWidth;
  const say = (what, element) => found.push(`${what}: ${(element.textContent || '').trim().slice(0, 60)}`);
  for (const box of document.querySelectorAll('[data-testid="stException"]')) say('exception', box);
  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  if (body.scrollWidth > body.clientWidth + 1) found.push(`the body is ${body.scrollWidth} wide`);
  const figures = ['Value', 'Label', 'Delta', 'DeltaDescription'].map((part) => `[data-testid="stMetric${part}"]`).join();
  for (const figure of document.querySelectorAll(figures))
    for (const element of [figure, ...figure.querySelectorAll('*')])
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow !== 'visible')
        { say('cut off', figure); break; }
  for (const group of document.querySelectorAll('[data-testid="stButtonGroup"] > div'))
    if (group.scrollWidth > group.clientWidth + 1) say('cut off', group);
  const inner = [...document.querySelectorAll('[class*="st-key-card-"] > *, [class*="st-key-filters"] > *')];
  for (const element of inner) {
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > width + 1 || box.left < -1)) say('sticks out', element);
  }
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const frame = plot.getBoundingClientRect();
    const card = plot.closest('[class*="st-key-card-"]');
    const name = card ? card.className.match(/st-key-card-(\\S+)/)[1] : 'a chart';
    for (const text of plot.querySelectorAll('.main-svg text')) {
      const box = text.getBoundingClientRect();
      const past = Math.max(frame.left - box.left, box.right - frame.right, box.bottom - frame.bottom);
      if (box.width && past > 3) { say(`${name}: text past the frame`, text); break; }
    }
    const legend = plot.querySelector('.legend .bg'), area = plot.querySelector('.nsewdrag');
    if (legend && area) {
      const a = legend.getBoundingClientRect(), b = area.getBoundingClientRect();
      if (a.bottom > b.top + 4 && a.top < b.bottom && a.width) found.push(`${name}: legend over the chart`);
      if (b.height < 90) found.push(`${name}: only ${Math.round(b.height)} px for the drawing`);
    }
    if (!plot.closest('[role="figure"][aria-label]')) found.push(`${name}: chart without a text`);
  }
  return found;
}"""


def listen(page: Any) -> list[str]:
    """What the page's scripts complain of from now on; the list grows as they do."""
    heard: list[str] = []

    def complaint(line: Any) -> None:
        if line.type == "error" and not str(line.location.get("url")).endswith(ASKED_TWICE):
            heard.append(f"console: {line.text} {line.location.get('url')}")

    page.on("console", complaint)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    return heard


def layout(page: Any) -> list[str]:
    """What is cut off, covered, or wider than the window, and stays so: on a busy machine charts move once more."""
    found: list[str] = page.evaluate(LAYOUT)
    if not found:
        return []
    page.wait_for_timeout(AGAIN)
    stays = page.evaluate(LAYOUT)
    return [wrong for wrong in dict.fromkeys(found) if wrong in stays]


def access(page: Any) -> list[str]:
    """What axe calls serious or worse, and headings that skip a level."""
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
    found = []
    for violation in answer["violations"]:
        if violation["impact"] not in GRAVE and violation["id"] not in ALSO:
            continue
        for node in violation["nodes"]:
            html = " ".join(node["html"].split())
            if any(violation["id"] == rule and about in html for rule, about in LET_BE):
                continue
            checks = [*node["any"], *node["all"], *node["none"]]
            found.append(f"axe {violation['id']}: {html[:140]} | {checks[0]['message'][:160] if checks else ''}")
    return found
