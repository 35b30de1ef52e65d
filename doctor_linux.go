package main

import "syscall"

// maxOpenFiles is how many files this process may have open. The Go runtime has
// raised it as far as it goes.
func maxOpenFiles() (uint64, error) {
	var files syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files)
	return files.Cur, err
}

// disk gives how many bytes are free for us where a folder lies, and the name of the
// file system if that is on another machine.
func disk(folder string) (free uint64, network string, err error) {
	var found syscall.Statfs_t
	if err := syscall.Statfs(folder, &found); err != nil {
		return 0, "", err
	}
	return found.Bavail * uint64(found.Bsize), networked[uint32(found.Type)], nil
}

// networked are the file systems that are on other machines, by their numbers in
// statfs(2).
var networked = map[uint32]string{
	0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x517b: "SMB", 0x01021997: "9P", 0x47504653: "GPFS", 0x00c36400: "Ceph", 0x0bd00bd0: "Lustre",
}
