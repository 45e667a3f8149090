import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `vite` (dev) finds the API. The built app is served by the server itself. */
const SERVER = 'http://127.0.0.1:4318';

/** What nearly every text is set in: asked for with the document, else words would jump when it comes. */
const FONTS = /\/(inter|jetbrains-mono)-latin-wght-normal-[^/]+\.woff2$/;

const preloadFonts: Plugin = {
  name: 'preload-fonts',
  apply: 'build',
  transformIndexHtml: (_html, { bundle = {} }) =>
    Object.keys(bundle)
      .filter((file) => FONTS.test(`/${file}`))
      .map((file) => ({
        tag: 'link',
        attrs: { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: true },
        injectTo: 'head',
      })),
};

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts],
  server: { host: '127.0.0.1', proxy: { '/api': { target: SERVER, changeOrigin: true, headers: { origin: SERVER } } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The policy allows fonts from the server only, so nothing may become a data: URL.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every screen needs is two files: libraries, which stay in caches, and ours.
            { name: 'vendor', tags: ['$initial'], test: /node_modules[\\/]/, priority: 2 },
            { name: 'shell', tags: ['$initial'], priority: 1 },
            // Small things that several screens share: one file rather than one for every button.
            {
              name: 'shared',
              minShareCount: 3,
              maxModuleSize: 8_000,
              test: /src[\\/](?!charts(?![\\/]Bar)|ui[\\/]Select)|lucide/,
            },
          ],
        },
      },
    },
  },
});
