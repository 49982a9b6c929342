export { type FollowOptions, followEpochs } from './push/follow-epochs.js';
