import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    target: "es2022",
    // A page of its own loads what it needs; everything that the first page needs is in one file, whose size is held.
    rollupOptions: { output: { entryFileNames: "assets/app-[hash].js", chunkFileNames: "assets/part-[hash].js" } },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], environment: "node" },
});
