import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite` (dev) finds the API. The built app is served by the server itself. */
const SERVER = 'http://127.0.0.1:4318';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', proxy: { '/api': { target: SERVER, changeOrigin: true, headers: { origin: SERVER } } } },
  // The policy allows fonts from the server only, so nothing may become a data: URL.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 800 },
});
