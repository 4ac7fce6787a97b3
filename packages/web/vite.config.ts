import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that one build serves a site under any base path: `<base href>` decides.
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react()],
  build: {
    target: 'es2022',
    // The policy allows no data: fonts or scripts, so nothing small is folded into a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
});
