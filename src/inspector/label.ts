/** What the inspector invokes is recorded as that of this component. */
export const inspectorLabel = 'Inspector';
