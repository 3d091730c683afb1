/** The flow of a procedure as the server draws it. Buttons, wheel and keys zoom; dragging and arrow keys move. */
import "./views.css";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icons";

const unsafe = new Set(["script", "foreignobject", "iframe", "image", "use", "a", "animate", "set"]);

/** The drawing without anything that could run or load: it is put into the page so that its text can be read and found. */
export function safeSvg(text: string): string {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = parsed.documentElement;
  if (svg.nodeName.toLowerCase() !== "svg") return "";
  for (const element of [svg, ...svg.querySelectorAll("*")]) {
    if (unsafe.has(element.nodeName.toLowerCase())) {
      element.remove();
      continue;
    }
    for (const attribute of [...element.attributes]) {
      const local = /^url\(#/.test(attribute.value) || attribute.value.startsWith("#");
      if (/^on/i.test(attribute.name) || (/href$/i.test(attribute.name) && !local))
        element.removeAttribute(attribute.name);
    }
    // The page says light or dark, which may differ from the system.
    if (element.nodeName === "style") element.textContent = forScheme(element.textContent ?? "");
  }
  return svg.outerHTML;
}

/** `@media (prefers-color-scheme:dark){.x{…}}` becomes a rule under the attribute the page carries. */
export function forScheme(css: string): string {
  return css.replace(
    /@media\s*\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}/g,
    (_all, rules: string) =>
      rules.replace(/([^{}]+)\{/g, (_rule, selector: string) => `:root[data-scheme="dark"] ${selector.trim()}{`),
  );
}

const ZOOM_MIN = 0.2;
const ZOOM_MAX = 4;
const STEP_PX = 60;

interface PictureProps {
  svg: string;
  label: string;
  /** A node of the drawing was clicked. */
  onNode?: (id: string) => void;
}
export function Picture({ svg, label, onNode }: PictureProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const safe = useMemo(() => safeSvg(svg), [svg]);
  const drag = useRef<{ x: number; y: number; left: number; top: number } | null>(null);

  const size = () => {
    const drawing = sheet.current?.querySelector("svg");
    const view = drawing?.viewBox.baseVal;
    return { width: view?.width || 1, height: view?.height || 1 };
  };
  const fitWidth = () => {
    const room = box.current;
    if (room) setZoom(Math.min(1, Math.max(ZOOM_MIN, (room.clientWidth - 16) / size().width)));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing is fitted once, then the reader decides
  useEffect(fitWidth, [label]);
  useEffect(() => {
    const drawing = sheet.current?.querySelector("svg");
    const view = drawing?.viewBox.baseVal;
    if (!drawing || !view) return;
    drawing.setAttribute("width", String(Math.round(view.width * zoom)));
    drawing.setAttribute("height", String(Math.round(view.height * zoom)));
  });
  const by = (factor: number) => setZoom((before) => Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, before * factor)));

  function key(event: KeyboardEvent) {
    const room = box.current;
    if (!room || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-STEP_PX, 0],
      ArrowRight: [STEP_PX, 0],
      ArrowUp: [0, -STEP_PX],
      ArrowDown: [0, STEP_PX],
    };
    const move = moves[event.key];
    if (move) room.scrollBy(...move);
    else if (event.key === "+" || event.key === "=") by(1.25);
    else if (event.key === "-") by(0.8);
    else if (event.key === "0") fitWidth();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function down(event: PointerEvent) {
    const room = box.current;
    if (!room || event.button !== 0 || event.pointerType === "touch") return;
    drag.current = { x: event.clientX, y: event.clientY, left: room.scrollLeft, top: room.scrollTop };
  }
  function movePointer(event: PointerEvent) {
    const room = box.current;
    if (!room || !drag.current) return;
    room.scrollTo(
      drag.current.left - (event.clientX - drag.current.x),
      drag.current.top - (event.clientY - drag.current.y),
    );
  }
  return (
    <div className="picture">
      <div className="picture-tools" role="group" aria-label={t("picture.tools")}>
        <button type="button" className="icon-button" aria-label={t("picture.smaller")} onClick={() => by(0.8)}>
          <Icon name="minus" />
        </button>
        <span className="small dim" aria-live="polite">
          {Math.round(zoom * 100)} %
        </span>
        <button type="button" className="icon-button" aria-label={t("picture.larger")} onClick={() => by(1.25)}>
          <Icon name="plus" />
        </button>
        <button type="button" className="icon-button" aria-label={t("picture.fit")} onClick={fitWidth}>
          <Icon name="fit" />
        </button>
      </div>
      <div
        className="picture-box"
        ref={box}
        role="region"
        aria-label={t("picture.label", { title: label })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
        tabIndex={0}
        onKeyDown={key}
        onPointerDown={down}
        onPointerMove={movePointer}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerLeave={() => {
          drag.current = null;
        }}
        onClick={(event) => {
          const node = (event.target as Element).closest("[data-node]")?.getAttribute("data-node");
          if (node) onNode?.(node);
        }}
      >
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by safeSvg above */}
        <div ref={sheet} className="picture-sheet" dangerouslySetInnerHTML={{ __html: safe }} />
      </div>
    </div>
  );
}
