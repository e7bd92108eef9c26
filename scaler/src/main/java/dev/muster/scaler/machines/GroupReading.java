package dev.muster.scaler.machines;

import dev.muster.scaler.model.NodeGroup;

/** What an object says of machines. */
public sealed interface GroupReading {
  record Readable(NodeGroup group) implements GroupReading {}

  /**
   * Nothing can be bought there.
   *
   * @param path where in the object
   * @param problem what is wrong there and how to mend it, as a sentence
   */
  record Unusable(String name, String path, String problem) implements GroupReading {}
}
