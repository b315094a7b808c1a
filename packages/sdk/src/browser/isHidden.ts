import { readText } from './readText.ts';

/** The visitor does not see the page. */
export const isHidden = (): boolean => readText(document, 'visibilityState') === 'hidden';
