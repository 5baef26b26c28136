"""A sheet -> the same sheet under a seal; a sheet that comes back -> whether our seal holds, what it shows.

Law: what is sealed stays as it is, byte for byte, and the seal is appended. Seals lie in the folder of the
keys; files of strangers are parsed in another process, with little time and memory.
"""
