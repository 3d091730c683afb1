/** Where a person gives files: by button, camera, drop or paste; each goes up at once, with its progress, and can be removed. */
import { type ClipboardEvent, type DragEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { dropFile, type FileKind, fileProblem, uploadFile } from "../api/files";
import type { CaseFile } from "../api/types";
import { buttonLook } from "./button";
import { FileLink } from "./file_links";
import { Icon } from "./icons";
import { problemText } from "./problem";
import { SignaturePad } from "./signature_pad";
import "./files.css";

const accepts: Record<FileKind, string> = {
  file: ".pdf,.png,.jpg,.jpeg,.gif,.webp,.heic,.txt,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp",
  photo: "image/jpeg,image/png,image/webp,image/gif,image/heic",
  signature: "image/png,image/jpeg,image/webp",
};

interface Sending {
  key: number;
  name: string;
  share: number;
  stop: () => void;
}
interface DropProps {
  caseId: string;
  kind: FileKind;
  label: string;
  several?: boolean;
  files: CaseFile[];
  disabled?: boolean;
  error?: string;
  onChange: (files: CaseFile[]) => void;
}

export default function FileDrop({ caseId, kind, label, several, files, disabled, error, onChange }: DropProps) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<Sending[]>([]);
  const [problem, setProblem] = useState("");
  const [said, setSaid] = useState("");
  const [over, setOver] = useState(false);
  const next = useRef(0);
  // Uploads end later than the render they began in.
  const current = useRef(files);
  current.current = files;
  const running = useRef(new Set<AbortController>());
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const one of all) one.abort();
    };
  }, []);

  async function take(file: File | Blob, name: string) {
    const wrong = fileProblem(file, kind);
    if (wrong) return setProblem(t(wrong, { name }));
    const stopper = new AbortController();
    running.current.add(stopper);
    const key = ++next.current;
    const drop = () => setSending((all) => all.filter((one) => one.key !== key));
    setSending((all) => [...all, { key, name, share: 0, stop: () => stopper.abort() }]);
    try {
      const taken = await uploadFile(
        caseId,
        file,
        name,
        (share) => setSending((all) => all.map((one) => (one.key === key ? { ...one, share } : one))),
        stopper.signal,
      );
      const wrongKind = fileProblem({ size: taken.bytes, type: taken.type }, kind);
      if (wrongKind) {
        setProblem(t(wrongKind, { name }));
        void dropFile(caseId, taken.id);
        return;
      }
      if (!several) for (const old of current.current) void dropFile(caseId, old.id);
      // Two that end before the next render must not each leave the other out.
      current.current = several ? [...current.current, taken] : [taken];
      onChange(current.current);
      setSaid(t("files.taken", { name: taken.name }));
    } catch (caught) {
      if (stopper.signal.aborted) return;
      setProblem(caught instanceof ApiError ? `${name}: ${problemText(caught, t)}` : t("files.failed", { name }));
    } finally {
      running.current.delete(stopper);
      drop();
    }
  }
  function takeAll(list: Iterable<File>) {
    setProblem("");
    const all = [...list];
    for (const file of several ? all : all.slice(0, 1)) void take(file, file.name);
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) takeAll(event.dataTransfer.files);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (disabled || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    takeAll(event.clipboardData.files);
  };
  function remove(file: CaseFile) {
    void dropFile(caseId, file.id);
    onChange(files.filter((one) => one.id !== file.id));
    setSaid(t("files.removed", { name: file.name }));
    input.current?.focus();
  }
  const wrong = problem || error;
  const chooser = (what: string, camera: boolean) => (
    <label className={`file-button ${camera ? "file-camera" : ""}`}>
      <input
        ref={camera ? undefined : input}
        id={camera ? undefined : id}
        type="file"
        accept={accepts[kind]}
        capture={camera ? "environment" : undefined}
        multiple={several && !camera}
        disabled={disabled}
        aria-describedby={[wrong ? `${id}-error` : "", `${id}-hint`].filter(Boolean).join(" ")}
        aria-invalid={wrong ? true : undefined}
        onChange={(event) => {
          takeAll(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
      <span className={buttonLook("default")}>
        <Icon name={camera ? "photo" : "upload"} size={15} /> {what}
      </span>
    </label>
  );
  return (
    <fieldset className="file-field" data-kind={kind}>
      <legend className="field-label">{label}</legend>
      {files.length > 0 && (
        <ul className="files" aria-label={t("files.list")}>
          {files.map((file) => (
            <li key={file.id}>
              <FileLink caseId={caseId} file={file}>
                <button
                  type="button"
                  className="icon-button"
                  disabled={disabled}
                  aria-label={t("files.remove", { name: file.name })}
                  onClick={() => remove(file)}
                >
                  <Icon name="cross" size={15} />
                </button>
              </FileLink>
            </li>
          ))}
        </ul>
      )}
      {kind === "signature" && files.length === 0 && (
        <SignaturePad
          disabled={disabled || sending.length > 0}
          onDone={(picture, name) => {
            setProblem("");
            void take(picture, name);
          }}
          onEmpty={() => setProblem(t("files.draw_first"))}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same by keyboard */}
      <div
        className={`file-drop ${over ? "is-over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        onPaste={onPaste}
      >
        {kind === "photo" && chooser(t("files.camera"), true)}
        {chooser(
          t(
            files.length > 0 && !several
              ? "files.replace"
              : kind === "signature"
                ? "files.choose_signature"
                : kind === "photo"
                  ? "files.choose_photo"
                  : several
                    ? "files.choose_several"
                    : "files.choose",
          ),
          false,
        )}
        <span className="file-hint field-hint" id={`${id}-hint`}>
          <span className="file-hint-drop">{t("files.or_drop")} </span>
          {t(`files.hint_${kind}`)}
        </span>
      </div>
      {sending.map((one) => (
        <p key={one.key} className="file-sending">
          <span className="file-sending-name">{one.name}</span>
          <progress value={one.share} max={1} aria-label={t("files.sending", { name: one.name })} />
          <button type="button" className="link-button small" onClick={one.stop}>
            {t("common.cancel")}
          </button>
        </p>
      ))}
      {wrong && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {wrong}
        </p>
      )}
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </fieldset>
  );
}
