/** Stands in (tsconfig.json, `paths`) for the types of Node-RED's editor, with which those of the browser would come to every program. */
declare namespace editorClient {
  type EditorClientModule = false;
}
declare const editorClient: editorClient.EditorClientModule;
export = editorClient;
