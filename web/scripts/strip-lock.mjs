/**
 * Removes `resolved` addresses from package-lock.json, so that the lock names no registry and a user's own
 * mirror counts; `integrity` stays, so what is installed is still exactly what was locked.
 * `--check` changes nothing and fails if an address is there.
 *
 * Either way it fails if the lock lacks a package for another platform: `npm ci` refuses such a lock everywhere. That
 * happens when a version was published for some platforms only; take the version before it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(path, "utf8"));
const names = Object.keys(lock.packages);
const missing = Object.values(lock.packages)
  .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  .filter((name) => !names.some((path) => path.endsWith(`node_modules/${name}`)));
if (missing.length > 0) {
  console.error(`package-lock.json lacks ${[...new Set(missing)].join(", ")}`);
  process.exit(1);
}
let found = 0;
for (const entry of Object.values(lock.packages)) {
  if ("resolved" in entry) {
    found += 1;
    delete entry.resolved;
  }
}
if (process.argv.includes("--check")) {
  if (found > 0) {
    console.error(`package-lock.json holds ${found} addresses; run: node scripts/strip-lock.mjs`);
    process.exit(1);
  }
} else {
  writeFileSync(path, JSON.stringify(lock, null, 2) + "\n");
  console.log(`removed ${found} addresses from package-lock.json`);
}
