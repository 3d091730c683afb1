/** What the desk knows of files before any is shown: whose they are. How they look comes later, and only when there are some. */
import { createContext, lazy } from "react";

/** The case whose files a form takes. */
export const FilesOf = createContext("");
export const FileDrop = lazy(() => import("./file_drop"));
export const FileLinks = lazy(() => import("./file_links"));
