import { InitError } from '../initError.ts';
import type { Edit } from '../planInit.ts';
import type { Project } from '../project.ts';

/** Adds lines at the end of a page's head, indented as one step deeper than its end tag. */
export function addBeforeHeadEnd(project: Project, path: string, lines: string[]): Edit {
  const before = project.read(path);
  const [found, ...others] = [...before.matchAll(/^([ \t]*)<\/head>/gm)];
  if (!found || others.length > 0) {
    throw new InitError(`${path} has not one line that begins with </head>`, 'to add the tracker by hand');
  }
  const [, indent = ''] = found;
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const added = lines
    .map((line) => `${indent}${indent.includes('\t') || indent === '' ? '\t' : '  '}${line}${end}`)
    .join('');
  return { path, before, after: `${before.slice(0, found.index)}${added}${before.slice(found.index)}` };
}
