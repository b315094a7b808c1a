import type { VerifyReport } from './findProblems.ts';

/** What is wrong, as annotations of GitHub Actions: lines that the runner reads from the output. */
export function renderAnnotations({ checks }: VerifyReport): string {
  return checks
    .flatMap(({ name, problems }) =>
      problems.map((problem) => `::error title=${toProperty(`Tracking: ${name}`)}::${toData(problem)}`),
    )
    .join('\n');
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function toData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function toProperty(text: string): string {
  return toData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
