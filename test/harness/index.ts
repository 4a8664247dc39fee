/** Tests run shipped workflows on the same host as the demo does. */
export * from '../../scripts/host';
