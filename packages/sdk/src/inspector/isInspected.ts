/**
 * Whether each tracker of the page opens the inspector by itself: by the page's address, or since the visitor wants to
 * keep it open in this tab. Throws where the browser forbids storage.
 */
export const isInspected = (): unknown => /\bov_debug\b/.test(location.search) || sessionStorage.ov_debug;
