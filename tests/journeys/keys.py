"""A person who has only a keyboard: Tab, Enter, arrows and typing, and who must see at all times where they are."""

from playwright.sync_api import Page, expect

WHERE = """() => { const at = document.activeElement;
  const look = at.matches('.visually-hidden') ? at.closest('label') : at;
  const box = look.getBoundingClientRect(); const style = getComputedStyle(look);
  const middle = [(Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
    (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
  const over = document.elementFromPoint(...middle);
  return { lost: at === document.body || at === document.documentElement,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && Boolean(over) && (look.contains(over) || over.contains(look)),
    what: `${at.tagName} ${at.id} ${at.dataset.key ?? at.dataset.mode ?? ''} ${at.innerText?.slice(0, 40)}` }; }"""
"""Where the focus is, and whether it is seen: its ring, nothing over it, and not outside of the screen."""

IS_AT = "selector => document.activeElement.matches(selector)"

REMEMBER = "() => { window.was = document.activeElement; }"
LEFT = "() => document.activeElement === document.body && window.was.getClientRects().length > 0"
"""After the last thing of a page the focus goes to the browser's own bars, and comes round again."""


class Keys:
    """The keyboard of one page. Whatever is pressed, the focus must be somewhere that is seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def check(self) -> None:
        """The focus is not lost, and whoever looks sees it."""
        here = self.page.evaluate(WHERE)
        assert not here["lost"], f"the focus is lost after {self.steps} keys"
        assert here["ring"], f"nothing shows the focus on {here['what']}"
        assert here["seen"], f"the focus is out of sight on {here['what']}"

    def press(self, key: str) -> None:
        self.steps += 1
        self.page.keyboard.press(key)

    def to(self, selector: str, *, back: bool = False, most: int = 90) -> None:
        """Tab to what a selector names once it is there, looking at every step."""
        expect(self.page.locator(selector).first).to_be_visible()
        for _step in range(most):
            if self.page.evaluate(IS_AT, selector):
                return
            self.page.evaluate(REMEMBER)
            self.press("Shift+Tab" if back else "Tab")
            if not self.page.evaluate(LEFT):
                self.check()
        raise AssertionError(f"{selector} is not reached with the keyboard")

    def enter(self, selector: str, *, back: bool = False) -> None:
        """Go there and press it; afterwards the focus is still somewhere."""
        self.to(selector, back=back)
        self.press("Enter")

    def type(self, selector: str, text: str, *, back: bool = False) -> None:
        """Go to a field and type over what stands there."""
        self.to(selector, back=back)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def code(self, text: str) -> None:
        """Type what stands on a label, and Enter."""
        self.type("#code", text, back=True)
        self.press("Enter")

    def mode(self, mode: str) -> None:
        """Change the mode; it is there before anything else is pressed, for it begins at the top of the page."""
        self.enter(f"#modes [data-mode={mode}]")
        expect(self.page.locator(f"#modes [data-mode={mode}]")).to_have_attribute("aria-pressed", "true")
