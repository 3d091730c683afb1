/** Files as they are shown: with a picture where a browser can draw one, a name that downloads, and what they weigh. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { canPreview, fileUrl } from "../api/files";
import type { CaseEvent, CaseFile } from "../api/types";
import { fileSize } from "./format";
import { Icon } from "./icons";
import "./files.css";

export function FileLink({ caseId, file, children }: { caseId: string; file: CaseFile; children?: ReactNode }) {
  const { t } = useTranslation();
  const name = file.name || t("files.erased");
  return (
    <span className="file">
      {canPreview(file) && file.name ? (
        <img className="file-picture" src={fileUrl(caseId, file.id)} alt="" loading="lazy" />
      ) : (
        <span className="file-picture file-blank">
          <Icon name="record" size={20} />
        </span>
      )}
      <span className="file-words">
        <a href={fileUrl(caseId, file.id)} download={name} className="file-name">
          {name}
        </a>
        <span className="dim small">{fileSize(file.bytes)}</span>
      </span>
      {children}
    </span>
  );
}

export default function FileLinks({ caseId, files }: { caseId: string; files: CaseFile[] | undefined }) {
  const { t } = useTranslation();
  if (!files || files.length === 0) return null;
  return (
    <ul className="files" aria-label={t("files.list")}>
      {files.map((file) => (
        <li key={file.id}>
          <FileLink caseId={caseId} file={file} />
        </li>
      ))}
    </ul>
  );
}

/** An event says what each file is, and apart from that its name, which goes when the customer is erased. */
export function filesOfEvent(event: CaseEvent): CaseFile[] {
  const files = event.data?.files;
  const names = event.data?.file_names;
  if (!Array.isArray(files)) return [];
  return files.map((file, index) => ({
    ...(file as CaseFile),
    name: Array.isArray(names) && typeof names[index] === "string" ? names[index] : "",
  }));
}
