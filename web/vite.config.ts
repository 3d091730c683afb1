import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.EVENHAND_URL ?? "http://127.0.0.1:18100";

export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", port: 18110, proxy: { "/api": { target: server, changeOrigin: false } } },
  preview: { host: "127.0.0.1", port: 18111, proxy: { "/api": { target: server, changeOrigin: false } } },
  build: {
    outDir: "dist",
    assetsDir: "assets",
    target: "es2022",
    // light-dark() as it is written: every one of these knows it.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    // Every asset is a file with a hashed name: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    rollupOptions: { output: { entryFileNames: "assets/[name]-[hash].js", chunkFileNames: "assets/[name]-[hash].js" } },
  },
});
