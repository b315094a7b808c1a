/** The length of a text in UTF-8. Without a Blob, which costs a call to the browser process. */
export const toByteLength = (text: string): number => new TextEncoder().encode(text).length;
