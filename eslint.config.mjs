import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.api/',
      'types/',
      'coverage/',
      'node_modules/',
      '.node-red/',
      '.bench/',
      'bench/hand-made/',
      'resources/editor.js',
      'resources/plots.js',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `({ secret, ...rest }) => rest` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
    },
  },
  {
    // What runs in the browser, apart from all else.
    files: ['nodes/*/editor.ts', 'nodes/*/editor/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'tsconfig.editor.json' } },
    rules: {
      'no-restricted-globals': ['error', 'Buffer', 'global', 'process', 'require', 'setImmediate'],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['clearTimeout', 'console', 'fetch', 'process', 'setTimeout', 'URL'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    files: ['resources/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        ['$', 'RED', 'TextEncoder', 'document', 'window'].map((name) => [name, 'readonly']),
      ),
    },
  },
);
