import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that one build serves a site under any base path: `<base href>` decides.
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react()],
  build: {
    target: 'es2022',
    // The policy allows no data: fonts or scripts, so nothing small is inlined as a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    // The server reads from it which files a page needs, and lets the browser load all of them at
    // once.
    manifest: 'manifest.json',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // One file for what every page needs, instead of ten small ones.
            { name: 'app', tags: ['$initial'] },
            // The same for the styles and parts of all signed-in pages.
            { name: 'signed-in', test: /[\\/]src[\\/](?:parts|words)[\\/][^\\/]+\.tsx?$|\.css$/ },
          ],
        },
      },
    },
  },
});
