// Runs first in every npm script. The npm package `node` brings Node 24; when its install step was
// skipped (--ignore-scripts), the machine's older Node would run instead and fail in confusing ways.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `StateFun TS needs Node 24 or later, and this is Node ${process.versions.node}.\n` +
      "The npm package 'node' brings it: `npm ci` installs it; if that was done, its install step did not run, and `npm rebuild node` runs it\n" +
      '(or install without --ignore-scripts, or put Node 24 on your PATH).',
  );
  process.exit(1);
}
