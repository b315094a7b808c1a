import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const NAME = 'onevault.theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

export const theme = signal<Theme>(read());
apply();

export function nextTheme(): void {
  theme.value = NEXT[theme.value];
  apply();
  try {
    localStorage.setItem(NAME, theme.value);
  } catch {
    // Without storage it lasts until the page is loaded again.
  }
}

function apply(): void {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}

function read(): Theme {
  try {
    const kept = localStorage.getItem(NAME);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}
