import { CacheProvider } from "@emotion/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { adoptedCache } from "./theme/adopted";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CacheProvider value={adoptedCache()}>
        <App />
      </CacheProvider>
    </StrictMode>,
  );
}
