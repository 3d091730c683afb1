/** A pad to sign on with finger, pen or mouse. Whoever cannot draw chooses an image below it instead: same result. */
import { type PointerEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Icon } from "./icons";

interface PadProps {
  disabled?: boolean;
  onDone: (picture: Blob, name: string) => void;
  onEmpty: () => void;
}
/** Paper and ink are the same in the dark: the picture is a document. */
const PAPER = "#ffffff";
const INK = "#14213d";
const WIDTH = 960;
const HEIGHT = 320;

export function SignaturePad({ disabled, onDone, onEmpty }: PadProps) {
  const { t } = useTranslation();
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState(0);

  function wipe() {
    const pen = canvas.current?.getContext("2d");
    if (!pen) return;
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    setDrawn(0);
  }
  useEffect(wipe, []);

  const place = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * WIDTH,
      y: ((event.clientY - box.top) / box.height) * HEIGHT,
    };
  };
  function move(event: PointerEvent) {
    const pen = canvas.current?.getContext("2d");
    if (!last.current || !pen) return;
    const to = place(event);
    pen.strokeStyle = INK;
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(last.current.x, last.current.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    const length = Math.hypot(to.x - last.current.x, to.y - last.current.y);
    last.current = to;
    setDrawn((before) => before + length);
  }
  function done() {
    // A dot is no signature.
    if (drawn < 40) return onEmpty();
    canvas.current?.toBlob((picture) => {
      if (picture) onDone(picture, `signature-${new Date().toISOString().slice(0, 10)}.png`);
    }, "image/png");
  }
  return (
    <div className="sign-pad">
      <canvas
        ref={canvas}
        className="pad-paper"
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={t("files.pad")}
        aria-describedby={`${id}-hint`}
        onPointerDown={(event) => {
          if (disabled || !event.isPrimary) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = place(event);
        }}
        onPointerMove={move}
        onPointerUp={() => {
          last.current = null;
        }}
        onPointerCancel={() => {
          last.current = null;
        }}
      />
      <p className="field-hint" id={`${id}-hint`}>
        {t("files.pad_hint")}
      </p>
      <div className="row">
        <Button variant="default" leftSection={<Icon name="check" size={15} />} disabled={disabled} onClick={done}>
          {t("files.use_signature")}
        </Button>
        <button type="button" className="link-button small" disabled={disabled || drawn === 0} onClick={wipe}>
          {t("files.clear")}
        </button>
      </div>
    </div>
  );
}
