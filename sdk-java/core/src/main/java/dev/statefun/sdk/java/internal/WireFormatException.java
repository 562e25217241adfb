package dev.statefun.sdk.java.internal;

/** Thrown on bytes that are not what they should be. Whoever knows what that was catches it, and says so. */
public final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WireFormatException(String problem, int position) {
    super(problem + " (at byte " + position + ")");
  }
}
