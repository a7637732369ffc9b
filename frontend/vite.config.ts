import { readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { type Plugin, build, defineConfig } from "vite";

/** Writes `.br` and `.gz` beside every text file of the build, so that the API need not compress. */
function precompressed(): Plugin {
  let folder = "";
  return {
    name: "precompressed",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(folder, { recursive: true });
      for (const name of names.filter((name) => /\.(js|css|html|svg|json|txt)$/.test(name))) {
        const bytes = await readFile(join(folder, name));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        await writeFile(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: quality }));
        await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Builds the service worker: one file with a name of its own, since browsers ask for it by that name. */
function serviceWorker(): Plugin {
  let folder = "";
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: "pre", // before it is compressed
      sequential: true,
      async handler() {
        const output = { format: "iife", entryFileNames: "sw.js" } as const;
        await build({ configFile: false, logLevel: "warn", publicDir: false, build: { outDir: folder, emptyOutDir: false, target: "es2022", rollupOptions: { input: "src/offline/sw.ts", output } } });
      },
    },
  };
}

/** Names app and map in the page, so that the browser fetches them before the first script has run. */
function foretold(): Plugin {
  return {
    name: "foretold",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {}, path }) {
        if (path !== "/index.html") return []; // the other pages begin without a map
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const entries = chunks.filter((chunk) => chunk.isEntry).map(({ fileName }) => fileName);
        const wanted = chunks.filter(({ name }) => FIRST.includes(name)).flatMap(({ fileName, imports }) => [fileName, ...imports]).filter((file) => !entries.includes(file));
        return [...new Set(wanted)].map((file) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` }, injectTo: "head" }));
      },
    },
  };
}

/** What the first picture needs beside the entry. */
const FIRST = ["app", "map", "webgl-device"];

export default defineConfig({
  plugins: [serviceWorker(), precompressed(), foretold()],
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // the first with light-dark(), which the theme uses
    assetsInlineLimit: 0, // nothing as data URI: the policy of the page allows its own files only
    modulePreload: { polyfill: false }, // the polyfill is an inline script
    chunkSizeWarningLimit: 1400,
    rollupOptions: {
      input: { index: "index.html", verken: "verken.html", meter: "meter.html", avond: "avond.html", scherm: "avond/scherm.html", afstand: "avond/afstand.html", tekst: "src/tekst.css" },
      // The pages in words are made by the API, which knows no hashes: their stylesheet keeps its name.
      output: { assetFileNames: ({ names }) => (names.includes("tekst.css") ? "tekst.css" : "assets/[name]-[hash][extname]") },
    },
  },
  server: { proxy: { "/api": process.env["TWIN_API"] ?? "http://127.0.0.1:8000" } },
});
