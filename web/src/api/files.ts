/** Files of a case: sent with progress, listed, removed. Sending one changes no case; the command that names its id does. */
import { ApiError, apiBase, csrfHeader, mended, randomKey, send, whileBusy } from "./client";
import type { CaseFile, Problem } from "./types";

/** As the server's `file_bytes_max`; it has the last word. */
export const FILE_BYTES_MAX = 10 * 1024 * 1024;
export type FileKind = "file" | "photo" | "signature";

const at = encodeURIComponent;
export const fileUrl = (caseId: string, fileId: string) => `${apiBase}/cases/${at(caseId)}/files/${at(fileId)}`;

/** What every browser can show in an `<img>`; the others (HEIC) are files with a name. */
const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
export const canPreview = (file: Pick<CaseFile, "type">) => shown.has(file.type);

/** Why this file is not worth sending, as a key of the words; null when it may be. */
export function fileProblem(file: { size: number; type: string }, kind: FileKind): string | null {
  if (file.size === 0) return "files.empty";
  if (file.size > FILE_BYTES_MAX) return "files.too_big";
  if (kind === "photo" && file.type && !file.type.startsWith("image/")) return "files.not_photo";
  if (kind === "signature" && !["image/png", "image/jpeg", "image/webp"].includes(file.type))
    return "files.not_signature";
  return null;
}

export function uploadFile(
  caseId: string,
  file: Blob,
  name: string,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<CaseFile> {
  return whileBusy(() => uploadOnce(caseId, file, name, onProgress, signal), signal);
}

/** `fetch` tells nothing of the way up, so this one request is an XMLHttpRequest. */
function uploadOnce(
  caseId: string,
  file: Blob,
  name: string,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
  again = true,
): Promise<CaseFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const offline = () =>
      reject(new ApiError({ title: "The server cannot be reached", status: 0, code: "client/offline" }));
    request.open("POST", `${apiBase}/cases/${at(caseId)}/files?name=${at(name)}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", randomKey());
    for (const [header, value] of Object.entries(csrfHeader())) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = offline;
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = () => {
      const fallback: Problem = { title: request.statusText, status: request.status, code: `http/${request.status}` };
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        if (request.status < 300) return offline();
      }
      if (request.status < 300) return resolve(body as CaseFile);
      const problem = { ...fallback, ...(body as Partial<Problem> | null), status: request.status };
      const after = Number(request.getResponseHeader("Retry-After")) || undefined;
      void (again ? mended(problem) : Promise.resolve(false)).then((once) =>
        once
          ? resolve(uploadOnce(caseId, file, name, onProgress, signal, false))
          : reject(new ApiError(problem, after)),
      );
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Quietly: what is not removed now is removed by the server after a day. */
export async function dropFile(caseId: string, fileId: string): Promise<void> {
  try {
    await send(`/cases/${at(caseId)}/files/${at(fileId)}`, { method: "DELETE" });
  } catch {
    // It is in the record already, or the server is away.
  }
}
