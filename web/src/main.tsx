import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles";
import { App } from "./app/app";
import { startScheme } from "./app/theme";
import { startLanguage } from "./i18n";

startScheme();
await startLanguage();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
