/** Bytes that are read only. */
package dev.statefun.sdk.java.slice;
