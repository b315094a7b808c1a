import { ROUTES } from '@onevault/contract';
import { signal } from '@preact/signals';
import { ask } from '../api/ask.ts';

/** What the server can do besides the usual, such as `mock_controls`; null until it has said so. */
export const features = signal<readonly string[] | null>(null);

export async function loadFeatures(): Promise<void> {
  const { platform } = await ask<{ platform: { features: string[] } }>(ROUTES.platformInfo).catch(() => ({
    platform: { features: [] },
  }));
  features.value = platform.features;
}
