import { computed, field, phrase, row, type Field, type Row, type Rows } from './row';

const TLS_CONTEXT = field('TLS context', 'TLS 上下文');
const FILE = field('file', '文件');
const SIZE = field('bytes', '字节数');

function option(en: string, zh: string, fields: readonly Field[]): Row {
  return row(en, zh, [TLS_CONTEXT, ...fields], [TLS_CONTEXT, ...fields]);
}

/** TLS and the module's files: SSL note §2.2; §M6, as EC25 logs show them (§T11). */
export const TLS_ROWS: Rows = {
  '+QSSLCFG "sslversion"': option('Versions of TLS that are allowed', '允许的 TLS 版本', [
    field('version', '版本', {
      0: phrase('SSL 3.0', 'SSL 3.0'),
      1: phrase('TLS 1.0', 'TLS 1.0'),
      2: phrase('TLS 1.1', 'TLS 1.1'),
      3: phrase('TLS 1.2', 'TLS 1.2'),
      4: phrase('all', '全部'),
    }),
  ]),
  '+QSSLCFG "ciphersuite"': option('Ciphers that are allowed', '允许的加密套件', [
    computed('cipher', '套件', (value) => (/^0xffff$/i.test(value) ? phrase('all', '全部') : undefined)),
  ]),
  '+QSSLCFG "cacert"': option(
    'Root certificates that the server is checked against',
    '用来校验服务器的根证书',
    [FILE],
  ),
  '+QSSLCFG "clientcert"': option('The device’s own certificate', '客户端证书', [FILE]),
  '+QSSLCFG "clientkey"': option('Key of the device’s own certificate', '客户端证书的私钥', [FILE]),
  '+QSSLCFG "seclevel"': option('Who is checked', '校验级别', [
    field('level', '级别', {
      0: phrase('no verification', '不校验'),
      1: phrase('the server', '校验服务器'),
      2: phrase('server and device', '双向校验'),
    }),
  ]),
  '+QSSLCFG "ignorelocaltime"': option(
    'Whether the dates of certificates are checked',
    '是否检查证书有效期',
    [
      field('dates', '有效期', {
        0: phrase('checked by the module’s clock', '按模块时钟检查'),
        1: phrase('ignored', '忽略'),
      }),
    ],
  ),
  '+QSSLCFG "negotiatetime"': option('How long the TLS handshake may take', 'TLS 握手超时', [
    field('seconds', '秒'),
  ]),
  '+QSSLCFG "sni"': option('Whether the server name is sent (SNI)', '是否带服务器名（SNI）', [
    field('SNI', 'SNI', { 0: phrase('no', '不带'), 1: phrase('yes', '带') }),
  ]),
  '+QSSLOPEN': row('Opens a TLS connection', '打开 TLS 连接', [
    field('connection', '连接编号'),
    field('result', '结果', { 0: phrase('succeeded', '成功') }),
  ]),
  '+QSSLCLOSE': row('Closes a TLS connection', '关闭 TLS 连接'),
  '+QFUPL': row(
    'Writes a file into the module',
    '向模块写入文件',
    [SIZE, field('checksum', '校验和')],
    [FILE, SIZE, field('seconds', '超时（秒）')],
  ),
  '+QFLST': row('Files in the module', '模块里的文件', [FILE, SIZE], [FILE]),
  '+QFDEL': row('Deletes a file in the module', '删除模块里的文件', [], [FILE]),
};
