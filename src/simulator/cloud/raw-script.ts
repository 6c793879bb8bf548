import type { Json } from './relaxed-json';

/** A product's data parsing script (数据解析脚本); its two functions keep their names (§A3.2). */
export interface RawScript {
  /** Converts the bytes of up_raw to Alink JSON. */
  rawDataToProtocol(bytes: Buffer): Json;
  /** Converts Alink JSON to the bytes of a reply. */
  protocolToRawData(json: Json): Buffer;
}

/** The reply of {@link KEEPING_SCRIPT}: 200 as one byte. */
const RAW_ACCEPTED = Buffer.from([0xc8]);

/** A script that reads any bytes as an empty answer: no properties are set, and each message gets a one-byte reply. */
export const KEEPING_SCRIPT: RawScript = {
  rawDataToProtocol: () => ({}),
  protocolToRawData: () => RAW_ACCEPTED,
};
