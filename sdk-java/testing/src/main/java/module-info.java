/** Tests of functions without a runtime. */
module dev.statefun.sdk.java.testing {
  requires transitive dev.statefun.sdk.java;

  exports dev.statefun.sdk.java.testing;
}
