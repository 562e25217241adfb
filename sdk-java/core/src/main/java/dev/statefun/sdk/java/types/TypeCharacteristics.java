package dev.statefun.sdk.java.types;

/** What may be known of the values of a type. */
public enum TypeCharacteristics {
  /**
   * They never change once they are made. A state of such a type is decoded once and encoded once in a request, however
   * often it is read and set; of other types each read makes a value anew, and each write is encoded at once.
   */
  IMMUTABLE_VALUES
}
