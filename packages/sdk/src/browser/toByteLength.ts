/** Of a text as it is sent, in UTF-8. Not by a Blob, which would have to be told to the browser process. */
export const toByteLength = (text: string): number => new TextEncoder().encode(text).length;
