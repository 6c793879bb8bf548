import type { Json } from './relaxed-json';

/** A product's data parsing script (数据解析脚本), by the names of its two functions (§A3.2). */
export interface RawScript {
  /** Bytes of up_raw to Alink JSON. */
  rawDataToProtocol(bytes: Buffer): Json;
  /** Alink JSON to the bytes of a reply. */
  protocolToRawData(json: Json): Buffer;
}

/** The reply of {@link KEEPING_SCRIPT}: 200 in one byte. */
export const RAW_ACCEPTED = Buffer.from([0xc8]);

/** A script that takes any bytes for an empty answer: the product has no properties to fill, and each message gets one byte. */
export const KEEPING_SCRIPT: RawScript = {
  rawDataToProtocol: () => ({}),
  protocolToRawData: () => RAW_ACCEPTED,
};
