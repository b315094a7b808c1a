import type { Edit } from '../planInit.ts';
import type { Project } from '../project.ts';

/** Imports a module for what it does, before all else in a file, so that it sees what the others do. */
export function addImport(project: Project, path: string, module: string): Edit {
  const before = project.read(path);
  // A shebang, "use client" and the like must stay first.
  const head = /^(?:#!.*\n|\s*(?:\/\/.*|\/\*[\s\S]*?\*\/|(['"])use [\w ]+\1;?)[ \t]*\n)*/.exec(before)?.[0] ?? '';
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const semicolon = /^import .*[^;\s]\s*$/m.test(before) && !/^import .*;\s*$/m.test(before) ? '' : ';';
  const quote = /^import .*"/m.test(before) ? '"' : "'";
  return {
    path,
    before,
    after: `${head}import ${quote}${module}${quote}${semicolon}${end}${before.slice(head.length)}`,
  };
}
