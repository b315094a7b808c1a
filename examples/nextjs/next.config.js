/** Static files, for any host; with a Next.js server nothing about the tracking changes. */
export default { output: 'export', distDir: 'dist', reactStrictMode: true };
