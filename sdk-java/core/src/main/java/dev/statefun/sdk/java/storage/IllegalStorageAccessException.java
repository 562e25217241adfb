package dev.statefun.sdk.java.storage;

import dev.statefun.sdk.java.annotations.Internal;

/** Thrown when a function uses a state as it was not declared, or sets it to null. */
public final class IllegalStorageAccessException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @Internal
  public IllegalStorageAccessException(String stateName, String problem) {
    super("The state '" + stateName + "' " + problem);
  }
}
