package dev.statefun.sdk.java;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/** When the value of a state expires. Immutable. */
public final class Expiration implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Expiration NONE = new Expiration(Mode.NONE, Duration.ZERO);

  /** What the time is counted from. */
  public enum Mode {
    /** It never expires. */
    NONE,
    /** The last time it was written. */
    AFTER_WRITE,
    /** The last time the function was called, or wrote it. */
    AFTER_CALL
  }

  private final Mode mode;
  private final Duration duration;

  /** Some time after it was last written. */
  public static Expiration expireAfterWriting(Duration duration) {
    return expireAfter(duration, Mode.AFTER_WRITE);
  }

  /** Some time after the function was last called. */
  public static Expiration expireAfterCall(Duration duration) {
    return expireAfter(duration, Mode.AFTER_CALL);
  }

  /**
   * Some time after what the mode says.
   *
   * @param duration at least a millisecond, and counted in whole ones; without a meaning for {@link Mode#NONE}
   * @throws IllegalArgumentException when it is shorter
   */
  public static Expiration expireAfter(Duration duration, Mode mode) {
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(mode, "mode");
    if (mode != Mode.NONE && duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("A state can't expire after " + duration + ": a millisecond is the least.");
    }
    return new Expiration(mode, duration);
  }

  /** Never. */
  public static Expiration none() {
    return NONE;
  }

  private Expiration(Mode mode, Duration duration) {
    this.mode = mode;
    this.duration = duration;
  }

  public Mode mode() {
    return mode;
  }

  public Duration duration() {
    return duration;
  }

  @Override
  public String toString() {
    return "Expiration{mode=" + mode + ", duration=" + duration + "}";
  }
}
