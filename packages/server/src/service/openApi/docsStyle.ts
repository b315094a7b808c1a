/** Every pair of colours has a contrast of at least 4.5 to 1, light and dark (WCAG 2.2, 1.4.3). */
export const docsStyle = `
:root{--ink:#1b2330;--soft:#4c5768;--paper:#fff;--raised:#f4f6f9;--line:#d5dbe4;--link:#0b57d0;--get:#0b5cab;--post:#17663a;--delete:#a3261b;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#aab4c3;--paper:#12161c;--raised:#1b212a;--line:#333c49;--link:#8ab4f8;--get:#8ab4f8;--post:#7fd6a0;--delete:#f5a097}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header,main{max-width:62rem;margin:0 auto;padding:1.5rem 1.25rem}
header{padding-bottom:0}
h1{margin:0;font-size:1.9rem;letter-spacing:-.01em}
h1 small{font-size:1rem;font-weight:400;color:var(--soft)}
h2{margin:2rem 0 .25rem;font-size:1.25rem}
p{margin:.4rem 0 .8rem;color:var(--soft);max-width:70ch}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
nav ul{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:0;padding:.8rem 0;list-style:none;border-bottom:1px solid var(--line)}
.skip{position:absolute;left:-999px}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:8px;background:var(--raised)}
summary{padding:.6rem .9rem;cursor:pointer;overflow-wrap:anywhere}
summary .summary{color:var(--soft);margin-left:.4rem}
details[open]>summary{border-bottom:1px solid var(--line)}
.body{padding:.4rem .9rem .9rem;overflow-x:auto}
.method{display:inline-block;min-width:4.2em;font-weight:700;font-size:.85em}
.get{color:var(--get)}.post{color:var(--post)}.delete{color:var(--delete)}
table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:.94em}
caption{text-align:left;font-weight:600;padding-bottom:.3rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}
pre{margin:0;padding:.8rem .9rem;overflow-x:auto;background:var(--paper);border-radius:6px}
details>pre{border-radius:0 0 8px 8px}
@media (max-width:36rem){summary .summary{display:block;margin:.2rem 0 0}}
`;
