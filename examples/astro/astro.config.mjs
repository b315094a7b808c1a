import { env } from 'node:process';
import onevault from '@onevault/tracker/astro';
import { defineConfig } from 'astro/config';

/** A key in a page is public, so a real site uses a write key here: it can post events and read nothing. */
const tracking = onevault({
  apiBaseUrl: env.PUBLIC_ONEVAULT_URL ?? 'http://localhost:8000',
  customerId: env.PUBLIC_ONEVAULT_CUSTOMER ?? 'demo',
  apiToken: env.PUBLIC_ONEVAULT_TOKEN ?? 'ovt_demo',
});

export default defineConfig({ integrations: [tracking] });
