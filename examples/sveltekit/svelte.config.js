import adapter from '@sveltejs/adapter-static';

/** Static files, for any host; with another adapter nothing about the tracking changes. */
export default { kit: { adapter: adapter({ pages: 'dist' }) } };
