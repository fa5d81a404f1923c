"""What a screen reader would say of a page: from Chromium's accessibility tree, from its live regions, and of what has the focus."""

import re

# What changes in a live region is said; a region that comes with its words already in it is not.
LISTEN = """
    window.said = [];
    addEventListener("DOMContentLoaded", () => setTimeout(() => window.said.splice(0)));  // what is there at first is read, not announced
    const LIVE = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive], output:not([aria-live=off])";
    const said = new Map();
    const isHeard = (region) => region.isConnected && !region.closest("[hidden], [aria-hidden=true], [aria-live=off]");
    new MutationObserver((changes) => {
        for (const region of new Set(changes.map(({ target }) => (target.closest ?? target.parentElement?.closest)?.call(
            target.closest ? target : target.parentElement, LIVE)))) {
            if (!region || !isHeard(region)) continue;
            const words = region.textContent.trim();
            if (words) window.said.push(words);
        }
    }).observe(document, { subtree: true, childList: true, characterData: true });
"""
ROLES = {
    "banner": "Kopfbereich", "main": "Hauptbereich", "contentinfo": "Fußbereich", "region": "Bereich", "heading": "Überschrift",
    "button": "Schalter", "link": "Link", "slider": "Schieberegler", "textbox": "Eingabefeld", "radio": "Auswahl", "image": "Grafik",
    "spinbutton": "Zahlenfeld", "table": "Tabelle", "list": "Liste", "group": "Gruppe", "timer": "Uhr",
}  # fmt: skip
LANDMARKS = {"banner", "main", "contentinfo", "region"}
CONTROLS = {"button", "link", "slider", "textbox", "radio", "image", "spinbutton", "heading", "timer"}
BLOCKS = {"paragraph", "listitem", "term", "definition", "Figcaption", "blockquote", "DisclosureTriangle"}


class Ears:
    """A page as it is heard. `reading()` goes through it from the top, `focused()` says where one is, `news()` what was announced."""

    def __init__(self, page) -> None:
        self.page = page
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("Accessibility.enable")
        page.add_init_script(LISTEN)

    def news(self) -> list[str]:
        """What was announced and is not forgotten."""
        return [plain(words) for words in self.page.evaluate("window.said")]

    def forget(self, number: int) -> None:
        """The first so many announcements have been heard."""
        self.page.evaluate("number => window.said.splice(0, number)", number)

    def tree(self) -> dict[str, dict]:
        return {node["nodeId"]: node for node in self.wire.send("Accessibility.getFullAXTree")["nodes"]}

    def focused(self) -> str:
        tree = self.tree()
        found = [node for node in tree.values() if state(node, "focused") and role(node) != "RootWebArea"]
        return self.control(found[-1]) if found else "—"

    def reading(self) -> list[str]:
        tree = self.tree()
        lines: list[str] = [""]
        self.read(tree, next(iter(tree.values())), lines)
        return [line for line in map(plain, lines) if line]

    def read(self, tree: dict, node: dict, lines: list[str]) -> None:
        kind = "" if node.get("ignored") else role(node)
        if kind == "LabelText":  # is said with its field
            return
        if kind in CONTROLS and name(node):
            lines += [self.control(node), ""]
            return
        if kind == "StaticText":
            lines[-1] += name(node) if re.match(r"[\s.,:!?]", name(node)) else f" {name(node)}"
            return
        if kind == "row":
            cells = [tree[child] for child in node["childIds"]]
            lines += ["   " + " | ".join(name(cell) for cell in cells if name(cell)), ""]
            return
        if kind in LANDMARKS | {"table", "list", "group"} and (kind in LANDMARKS or name(node) or kind == "list"):
            lines += [ROLES[kind] + self.size(tree, node, kind) + (f": {name(node)}" if name(node) else ""), ""]
        elif kind in BLOCKS:
            lines.append("")
        for child in node.get("childIds", ()):
            if child in tree:
                self.read(tree, tree[child], lines)
        if kind in BLOCKS:
            lines.append("")

    def size(self, tree: dict, node: dict, kind: str) -> str:
        items = [tree[child] for child in node.get("childIds", ()) if child in tree]
        return f" ({sum(role(item) == 'listitem' and not item.get('ignored') for item in items)})" if kind == "list" else ""

    def control(self, node: dict) -> str:
        """The role, the name, the value, the states and what describes it, in this order."""
        kind = role(node)
        level = f" {state(node, 'level')}" if kind == "heading" else ""
        parts = [f"{ROLES[kind]}{level}: {name(node)}"]
        value = self.valuetext(node) or node.get("value", {}).get("value")
        parts += [str(value)] if value not in (None, "") and kind in {"slider", "textbox", "spinbutton"} else []
        parts += ["nicht verfügbar"] if state(node, "disabled") else []
        if kind == "radio":
            parts.append("ausgewählt" if state(node, "checked") == "true" else "nicht ausgewählt")
        parts += ["gedrückt"] if state(node, "pressed") == "true" else []
        parts += ["ungültige Eingabe"] if state(node, "invalid") not in (None, "false") else []
        described = node.get("description", {}).get("value")
        return ", ".join(parts + ([described] if described else []))

    def valuetext(self, node: dict) -> str:
        """The tree has the slider's number only."""
        if role(node) != "slider":
            return ""
        found = self.wire.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})["node"].get("attributes", [])
        return dict(zip(found[::2], found[1::2], strict=True)).get("aria-valuetext", "")


def role(node: dict) -> str:
    return node.get("role", {}).get("value", "")


def name(node: dict) -> str:
    return node.get("name", {}).get("value", "").strip() if role(node) != "StaticText" else node.get("name", {}).get("value", "")


def state(node: dict, which: str):
    return next((each["value"].get("value") for each in node.get("properties", ()) if each["name"] == which), None)


def plain(words: str) -> str:
    """On one line; what differs from run to run is made alike."""
    words = re.sub("[\u2066-\u2069]", "", words)  # isolates are not heard
    words = re.sub(r"\b\d\d:\d\d\b", "19:42", words.strip("\n"))
    words = re.sub(r"\b\d{1,2}\.\s[A-ZÄÖÜ][a-zäöü]+\s20\d\d\b", "29. November 2026", words)
    indent = "   " if words.startswith("   ") else ""
    return indent + re.sub(r"\s+", " ", words).strip()
