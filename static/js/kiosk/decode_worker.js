// Reads QR codes in pictures, beside the page: a slow picture must not make the page wait.
// A classic script, because the vendored reader is one. The wasm file is of the reader's own version. The server
// gives this script at /screens/decoder.js, from where the addresses below are counted.
const VENDOR = new URL("../static/vendor/", self.location.href).href;

importScripts(`${VENDOR}zxing-reader.js`);

const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 4 };

ZXingWASM.prepareZXingModule({
  overrides: { locateFile: (name) => `${VENDOR}${name}` },
});

addEventListener("message", async ({ data: picture }) => {
  try {
    const found = await ZXingWASM.readBarcodes(picture, OPTIONS);
    postMessage({ texts: found.filter((one) => one.isValid && one.text).map((one) => one.text) });
  } catch (error) {
    postMessage({ broken: String(error) });
  }
});
