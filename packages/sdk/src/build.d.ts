/** Set by the build: false in the small script tag, where what stands behind it is left out. */
declare const __FULL__: boolean;
